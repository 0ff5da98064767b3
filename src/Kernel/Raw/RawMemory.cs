namespace Orchestrator.Kernel.Raw;

/// <summary>Memory mappings. Results as in <see cref="RawFile"/>.</summary>
public static unsafe class RawMemory
{
    public const int PROT_READ = 1, PROT_WRITE = 2;
    public const int MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_ANONYMOUS = 0x20, MAP_POPULATE = 0x8000;
    public const int MADV_DONTFORK = 10;

    public static nint mmap(nint length, int protection, int flags) => RawCall.Invoke(9, 0, length, protection, flags, -1, 0);

    /// <summary>A shared mapping of a file from its start.</summary>
    public static nint MapFile(nint fd, nint length, int protection) => RawCall.Invoke(9, 0, length, protection, MAP_SHARED, fd, 0);

    public static nint munmap(void* address, nint length) => RawCall.Invoke(11, (nint)address, length);

    public static nint madvise(void* address, nint length, int advice) => RawCall.Invoke(28, (nint)address, length, advice);
}
