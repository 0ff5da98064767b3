using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>bzlib.h of libbz2 1.0, which dpkg depends on: decoding streams of the format .bz2.</summary>
public static unsafe partial class Bzlib
{
    public const int BZ_OK = 0;
    public const int BZ_STREAM_END = 4;
    public const int BZ_MEM_ERROR = -3;

    private const string Library = "libbz2.so.1.0";

    [LibraryImport(Library)]
    public static partial int BZ2_bzDecompressInit(bz_stream* strm, int verbosity, int small);

    [LibraryImport(Library)]
    public static partial int BZ2_bzDecompress(bz_stream* strm);

    [LibraryImport(Library)]
    public static partial int BZ2_bzDecompressEnd(bz_stream* strm);

    [StructLayout(LayoutKind.Sequential)]
    public struct bz_stream
    {
        public byte* next_in;
        public uint avail_in;
        public uint total_in_lo32;
        public uint total_in_hi32;
        public byte* next_out;
        public uint avail_out;
        public uint total_out_lo32;
        public uint total_out_hi32;
        public void* state;
        public void* bzalloc;
        public void* bzfree;
        public void* opaque;
    }
}
