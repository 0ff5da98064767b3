using System.Globalization;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Finds the owners of shared namespaces: containers by name, and the id maps that hold in a shared user namespace.</summary>
internal static class NamespaceOwners
{
    /// <exception cref="BadRequestException">There is no such container, or the ids are not to be found out.</exception>
    public static async Task<ContainerSpec> ResolveAsync(ApiCall call, ContainerSpec spec)
    {
        if (spec.Namespaces.Join is not { } asked)
            return spec;
        var owners = new Dictionary<Guid, ContainerSpec>();
        var joined = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (kind, source) in asked)
        {
            if (NamespaceSource.Name(source) is not { } name)
            {
                joined[kind] = source;
                continue;
            }
            var reply = await call.AskAsync(new GetContainer(name));
            if (reply.View is not { } owner)
                throw new BadRequestException($"the container {name}, whose {kind} namespace is to be shared, is not known: {reply.Refusal!.Reason}");
            owners[owner.Id] = owner.Spec;
            joined[kind] = NamespaceSource.Of(owner.Id);
        }
        spec = spec with { Namespaces = spec.Namespaces with { Join = joined } };
        Imply(call, ref spec, joined);
        return Users(spec, joined, owners);
    }

    /// <summary>Only who has the power over a pid or mount namespace can use it: the user namespace of the same owner.</summary>
    private static void Imply(ApiCall call, ref ContainerSpec spec, Dictionary<string, string> joined)
    {
        if (spec.Namespaces.User == UserNamespaceMode.Host || joined.ContainsKey("user"))
            return;
        if ((joined.GetValueOrDefault("pid") ?? joined.GetValueOrDefault("mnt")) is not { } source)
            return;
        var pid = NamespaceSource.Process(source);
        if (pid is null && NamespaceSource.Container(source) is null)
            return;
        joined["user"] = pid is null ? source : string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/user");
        call.Notes = [.. call.Notes ?? [], "the user namespace of the same owner is shared too, since the pid and mount namespaces belong to it"];
    }

    private static ContainerSpec Users(ContainerSpec spec, Dictionary<string, string> joined, Dictionary<Guid, ContainerSpec> owners)
    {
        if (joined.GetValueOrDefault("user") is not { } source)
            return spec;
        if (NamespaceSource.Container(source) is { } id && owners.TryGetValue(id, out var owner))
        {
            if (owner.Namespaces.User == UserNamespaceMode.Host)
                return AsHost(spec, joined);
            // What the owner itself shares belongs to a third one, whose ids these are.
            if (owner.Namespaces.Join?.GetValueOrDefault("user") is { } third)
                joined["user"] = third;
            return spec with { IdMaps = owner.IdMaps };
        }
        if (IsOurs(source))
            return AsHost(spec, joined);
        return spec with { IdMaps = Read(source) };
    }

    private static ContainerSpec AsHost(ContainerSpec spec, Dictionary<string, string> joined)
    {
        joined.Remove("user");
        return spec with
        {
            Namespaces = spec.Namespaces with { User = UserNamespaceMode.Host, Join = joined.Count > 0 ? joined : null },
        };
    }

    private static bool IsOurs(string path) => new FileInfo(path).LinkTarget is { } link && link == new FileInfo("/proc/self/ns/user").LinkTarget;

    /// <summary>The maps of a namespace are told by a process in it only.</summary>
    private static List<IdMapSpec> Read(string path)
    {
        if (NamespaceSource.Process(path) is not { } pid)
            throw new BadRequestException($"the ids of the user namespace {path} are not to be found out: give the pid of a process in it, or a container's name");
        try
        {
            return [.. Lines($"/proc/{pid}/uid_map", false), .. Lines($"/proc/{pid}/gid_map", true)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new BadRequestException($"the id maps of process {pid} cannot be read: {error.Message}");
        }
    }

    private static IEnumerable<IdMapSpec> Lines(string file, bool group)
    {
        foreach (var line in File.ReadLines(file))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return new IdMapSpec(group, uint.Parse(fields[0], CultureInfo.InvariantCulture),
                uint.Parse(fields[1], CultureInfo.InvariantCulture), uint.Parse(fields[2], CultureInfo.InvariantCulture));
        }
    }
}
