using System.Runtime.InteropServices;

namespace Orchestrator.Images.Tests.Support;

/// <summary>renameat2(2) with RENAME_EXCHANGE: two names change places at once.</summary>
internal static partial class Exchange
{
    private const int AT_FDCWD = -100;
    private const uint RENAME_EXCHANGE = 2;

    public static bool Try(string one, string other) => renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int olddirfd, string oldpath, int newdirfd, string newpath, uint flags);
}
