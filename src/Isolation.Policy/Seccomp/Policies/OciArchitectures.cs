using Orchestrator.Isolation.Seccomp.Policies.Json;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>Reads <c>architectures</c> or <c>archMap</c>: which ABIs are open beside each native one.</summary>
internal sealed class OciArchitectures(OciValues values)
{
    private static readonly SeccompAbi[] Abis = [SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.X32, SeccompAbi.Arm64];

    private static readonly string[] Foreign =
    [
        "ARM", "LOONGARCH64", "M68K", "MIPS", "MIPS64", "MIPS64N32", "MIPSEL", "MIPSEL64", "MIPSEL64N32", "PARISC",
        "PARISC64", "PPC", "PPC64", "PPC64LE", "RISCV64", "S390", "S390X", "SH", "SHEB", "NATIVE",
    ];

    public IReadOnlyDictionary<SeccompAbi, IReadOnlyList<SeccompAbi>> Read(JsonPart root)
    {
        var flat = root.Get("architectures");
        var map = root.Get("archMap");
        if (flat is not null && map is not null && values.Array(flat).Count > 0 && values.Array(map).Count > 0)
            values.Error(map, "stands beside 'architectures'; only one of them may be given");
        if (map is null || flat is { Items.Count: > 0 })
        {
            List<SeccompAbi> open = flat is null ? [] : [.. values.Array(flat).Select(One).OfType<SeccompAbi>()];
            return Abis.ToDictionary(abi => abi, _ => (IReadOnlyList<SeccompAbi>)open);
        }
        var byNative = new Dictionary<SeccompAbi, IReadOnlyList<SeccompAbi>>();
        foreach (var item in values.Array(map))
        {
            if (!values.IsObject(item))
                continue;
            if (item.Get("architecture") is not { } native)
            {
                values.Error(item, "has no 'architecture'");
                continue;
            }
            List<SeccompAbi> open = item.Get("subArchitectures") is { } sub ? [.. values.Array(sub).Select(One).OfType<SeccompAbi>()] : [];
            if (One(native) is { } abi && !byNative.TryAdd(abi, open))
                values.Error(native, $"{native.Text} is mapped twice");
        }
        return byNative;
    }

    /// <summary>Null for one that this engine does not run on, too: it opens nothing.</summary>
    private SeccompAbi? One(JsonPart part)
    {
        if (values.String(part) is not { } name)
            return null;
        if (Array.Find(Abis, abi => abi.ProfileName == name) is { } found)
            return found;
        if (!name.StartsWith("SCMP_ARCH_", StringComparison.Ordinal) || !Foreign.Contains(name["SCMP_ARCH_".Length..]))
            values.Error(part, $"'{OciValues.Cut(name)}' is no architecture; this machine has {string.Join(", ", SeccompMachine.Here.Abis.Select(abi => abi.ProfileName))}");
        return null;
    }
}
