using Piwa.Kernels.Buffers;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Views;

namespace Piwa.Kernels.Devices;

/// <content>Imported meshes: prepared by the host's kernels, drawn, hashed and packed by the device's.</content>
internal sealed partial class IlgpuLane
{
    private ImportMeshing? _importing;
    private MeshWorkspace? _importSpace;
    private IHostKernels? _importKernels;

    private void Import(AssetBuffer asset, int place)
    {
        _importing ??= new ImportMeshing();
        _importSpace ??= new MeshWorkspace(Options.Mesh);
        if (_importKernels is null)
        {
            using var host = new HostDevice(threadCount: 1);
            _importKernels = host.Kernels;
        }

        MeshValidator validator = TakeValidator();
        _importing.Make(asset, _importSpace, _importKernels, Options.Mesh, validator, isLit: (Options.Channels & ViewChannels.Color) != 0);
        _validators.Add(validator);
        if (asset.Fault is not null)
            return;

        int vertices = asset.VertexCount, triangles = asset.TriangleCount;
        Upload(_arrays.Positions, 3L * place * _arrays.VertexCapacity, asset.PositionMemory.Span[..(3 * vertices)]);
        Upload(_arrays.Triangles, 6L * place * _arrays.QuadCapacity, asset.TriangleMemory.Span[..(3 * triangles)]);
        Upload(_arrays.TriangleNormals, 6L * place * _arrays.QuadCapacity, asset.NormalMemory.Span[..(3 * triangles)]);
        Upload(_arrays.TriangleParts, 2L * place * _arrays.QuadCapacity, asset.PartMemory.Span[..triangles]);
        Upload(_arrays.TriangleInfos, 2L * place * _arrays.QuadCapacity, asset.InfoMemory.Span[..triangles]);
        int stride = AssetBuffer.WorldStride(Options);
        for (int axis = 0; axis < 3; axis++)
        {
            Upload(
                _arrays.VertexFloats,
                DeviceKernels.WorldOffset(place, axis, _arrays.VertexCapacity),
                asset.WorldMemory.Span.Slice(axis * stride, vertices));
        }

        Upload(_arrays.VertexInts, DeviceKernels.LightOffset(place, _arrays.VertexCapacity), asset.LightMemory.Span[..vertices]);
    }
}
