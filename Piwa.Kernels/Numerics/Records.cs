using System.Runtime.CompilerServices;

namespace Piwa.Kernels.Numerics;

/// <summary>Arrays of records in kernels.</summary>
internal static unsafe class Records
{
    /// <summary>
    /// Address of a record in an array: <c>array + index</c>, in steps that ILGPU can follow. It keeps the type of a pointer that is
    /// moved by numbers of 1, 2, 4 or 8 bytes; moved by others it becomes an integer, which OpenCL C will not read through.
    /// </summary>
    /// <remarks>Records are made of 32-bit words.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* At<T>(T* array, int index) where T : unmanaged =>
        (T*)((int*)array + (index * (sizeof(T) / sizeof(int))));
}
