using Piwa.Bench.Roofline;
using Piwa.Kernels.Codecs;

namespace Piwa.Tests.Bench;

public sealed class PtxCensusTests
{
    [Fact]
    public void InstructionsAreCountedByClass()
    {
        const string Ptx = """
            .visible .entry Kernel_Some(
            	.param .align 8 .b8 _arrays[16],
            	.param .b32 _stride
            )
            {
            	.reg .b32	%r<5>;
            	.shared .align 2 .b16 table[128];
            	.local .align 4 .b8 depot[24];
            L_1:
            	mov.u32	%r1, %ctaid.x;
            	ld.param.b32	%r2, [_stride];
            	mul.rn.f32	%f1, %f2, %f3;
            	setp.lt.f32	%p1, %f1, %f2;
            	@%p1 bra L_1;
            	mad.lo.s32	%r3, %r1, %r2, %r3;
            	st.local.b32	[%r4], %r3;
            	ret;
            }
            """;
        PtxCensus census = PtxCensus.Read("Some", Ptx);
        Assert.Equal(new PtxCensus("Some", Floats: 2, Integers: 1, Memory: 2, Local: 1, Branches: 2, Moves: 1, 256, 24, 20), census);
        Assert.Equal(8, census.All);
    }

    [Fact]
    public void TheTableOfPackingIsInSharedMemory()
    {
        PtxCensus census = PtxCensus.Read("PackBlocks", KernelPtx.Compile(KernelPtx.Kernels.Single(kernel => kernel.Name == nameof(CodecKernels.PackBlocks))));
        Assert.InRange(census.SharedBytes, sizeof(ushort) * Lz4Kernel.TableLength, 48 * 1024);
        Assert.Equal(0, census.Floats);
        Assert.True(census.ParameterBytes > 900, $"{census.ParameterBytes}");
    }
}
