using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>What is told when the kernel refuses a call on an entry.</summary>
internal static class Refusal
{
    /// <param name="result">Minus errno, as <see cref="EntryCalls"/> gives it.</param>
    public static LayerException Of(int result, string tried, ReadOnlySpan<byte> path)
    {
        var errno = -result;
        var kind = errno switch
        {
            Errno.ENOSPC or Errno.EDQUOT => UnpackProblemKind.NoSpace,
            Errno.ENAMETOOLONG or Errno.EFBIG => UnpackProblemKind.Limit,
            _ => UnpackProblemKind.Kernel,
        };
        return new LayerException(kind, $"{tried} {Tar.TarEntry.Text(path.TrimEnd((byte)0))}: {Errno.Name(errno)} ({Errno.Describe(errno)})");
    }

    /// <summary>Throws what <see cref="Of"/> makes of a result below zero.</summary>
    public static void Check(int result, string tried, ReadOnlySpan<byte> path)
    {
        if (result < 0)
            throw Of(result, tried, path);
    }
}
