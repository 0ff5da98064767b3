using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>lzma.h of liblzma 5, which dpkg depends on: decoding streams of the format .xz.</summary>
public static unsafe partial class Lzma
{
    public const int LZMA_OK = 0;
    public const int LZMA_STREAM_END = 1;
    public const int LZMA_UNSUPPORTED_CHECK = 3;
    public const int LZMA_MEM_ERROR = 5;
    public const int LZMA_MEMLIMIT_ERROR = 6;
    public const int LZMA_OPTIONS_ERROR = 8;

    public const int LZMA_RUN = 0;
    public const int LZMA_FINISH = 3;

    public const uint LZMA_TELL_UNSUPPORTED_CHECK = 0x02;
    public const uint LZMA_CONCATENATED = 0x08;

    private const string Library = "liblzma.so.5";

    [LibraryImport(Library)]
    public static partial int lzma_stream_decoder(lzma_stream* strm, ulong memlimit, uint flags);

    [LibraryImport(Library)]
    public static partial int lzma_code(lzma_stream* strm, int action);

    [LibraryImport(Library)]
    public static partial void lzma_end(lzma_stream* strm);

    [StructLayout(LayoutKind.Sequential)]
    public struct lzma_stream
    {
        public byte* next_in;
        public nuint avail_in;
        public ulong total_in;
        public byte* next_out;
        public nuint avail_out;
        public ulong total_out;
        public void* allocator;
        public void* @internal;
        public void* reserved_ptr1;
        public void* reserved_ptr2;
        public void* reserved_ptr3;
        public void* reserved_ptr4;
        public ulong seek_pos;
        public ulong reserved_int2;
        public nuint reserved_int3;
        public nuint reserved_int4;
        public int reserved_enum1;
        public int reserved_enum2;
    }
}
