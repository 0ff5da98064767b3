using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Formats.Mounts;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From a mount of the API to that of a spec.</summary>
internal static class MountMapper
{
    /// <exception cref="BadRequestException">A word among its options is not possible.</exception>
    public static MountSpec Map(MountRequest mount, PeerIdentity peer)
    {
        var words = MountWords.Read(mount.Options);
        if (words.Problem is { } problem)
            throw new BadRequestException($"the mount on {mount.Target}: {problem}");
        var spec = mount.Type switch
        {
            "bind" => new MountSpec { Kind = MountKind.Bind, Source = mount.Source, Target = mount.Target, ReadOnly = mount.ReadOnly },
            "volume" => new MountSpec
            {
                Kind = MountKind.Volume, Source = mount.Source, Target = mount.Target, ReadOnly = mount.ReadOnly, Ephemeral = mount.Ephemeral ? true : null,
            },
            "tmpfs" => new MountSpec { Kind = MountKind.Tmpfs, Target = mount.Target, SizeBytes = mount.SizeBytes, ReadOnly = mount.ReadOnly },
            "output" => SpecMapper.Output(mount.Source ?? "", mount.Target, peer.Uid, peer.Gid),
            _ => throw new BadRequestException($"a mount's 'type' must be bind, volume, tmpfs or output, not '{mount.Type}'"),
        };
        if (mount.Options.Count == 0)
            return spec;
        if (words.Data.Count > 0 && spec.Kind != MountKind.Tmpfs)
            throw new BadRequestException($"the mount on {mount.Target}: '{words.Data[0]}' is no option of a {mount.Type} mount");
        spec = MountSpecWords.With(spec, words) with
        {
            Recursive = words.Bind && !words.Recursive ? false : null,
            Options = words.Data.Count > 0 ? string.Join(',', words.Data) : null,
        };
        var flags = MountSpecWords.Flags(words);
        if (flags == MountFlags.None && !words.Said("suid") && !words.Said("dev"))
            return spec;
        // What a mount does not give unless it is asked for.
        flags |= (words.Said("suid") ? 0 : MountFlags.NoSuid) | (words.Said("dev") ? 0 : MountFlags.NoDev);
        return spec with { Flags = flags | (mount.ReadOnly ? MountFlags.ReadOnly : 0), ReadOnly = mount.ReadOnly || flags.HasFlag(MountFlags.ReadOnly) };
    }
}
