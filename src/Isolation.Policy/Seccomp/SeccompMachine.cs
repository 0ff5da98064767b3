using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Orchestrator.Isolation.Seccomp.Tables;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>The ABIs that a kernel of one architecture offers.</summary>
internal sealed class SeccompMachine
{
    private static readonly Lazy<FrozenSet<string>> EveryName = new(() =>
        new[] { SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.X32, SeccompAbi.Arm64 }
            .SelectMany(abi => abi.Table.Numbers.Keys)
            .Concat(ForeignCalls.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            .ToFrozenSet(StringComparer.Ordinal));

    private SeccompMachine(SeccompAbi native, IReadOnlyList<SeccompAbi> compatible, IReadOnlyList<uint> closed, string goName)
    {
        Native = native;
        Abis = [native, .. compatible];
        CompatibleArchs = closed;
        GoName = goName;
    }

    public static SeccompMachine X86 { get; } =
        new(SeccompAbi.X8664, [SeccompAbi.I386, SeccompAbi.X32], [SeccompAbi.I386.Arch], "amd64");

    /// <summary>AUDIT_ARCH_ARM is offered by many of its kernels; there is no table of it, so it stays closed.</summary>
    public static SeccompMachine Arm { get; } = new(SeccompAbi.Arm64, [], [0x4000_0028], "arm64");

    public static SeccompMachine Here { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Arm : X86;

    public SeccompAbi Native { get; }

    /// <summary>The native one first.</summary>
    public IReadOnlyList<SeccompAbi> Abis { get; }

    /// <summary>Architectures beside the native one under which the kernel can be called.</summary>
    public IReadOnlyList<uint> CompatibleArchs { get; }

    /// <summary>The name that <c>includes.arches</c> of a containers-common profile compares.</summary>
    public string GoName { get; }

    public bool HasX32 => Abis.Contains(SeccompAbi.X32);

    /// <summary>Whether any architecture has a system call of this name.</summary>
    public static bool IsSystemCall(string name) => EveryName.Value.Contains(name);

    public static SeccompMachine Of(SeccompAbi abi) => abi == SeccompAbi.Arm64 ? Arm : X86;
}
