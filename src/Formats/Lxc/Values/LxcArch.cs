namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Values of lxc.arch, each a personality(2).</summary>
public static class LxcArch
{
    private static readonly HashSet<string> Bits32 = new(StringComparer.Ordinal)
    {
        "arm", "armel", "armhf", "armv7l", "athlon", "i386", "i486", "i586", "i686", "linux32", "mips", "mipsel", "powerpc",
        "ppc", "x86", "x32",
    };

    private static readonly HashSet<string> Bits64 = new(StringComparer.Ordinal)
    {
        "amd64", "arm64", "aarch64", "linux64", "loongarch64", "loong64", "mips64", "mips64el", "powerpc64", "ppc64",
        "ppc64el", "ppc64le", "riscv64", "s390x", "x86_64",
    };

    /// <summary>32 or 64; null for a name that LXC does not know.</summary>
    public static int? Find(string name) => Bits32.Contains(name) ? 32 : Bits64.Contains(name) ? 64 : null;
}
