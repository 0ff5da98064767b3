using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From an OCI bundle, with what was asked for beside it, to the spec of a container.</summary>
internal static class OciSpecMapper
{
    /// <exception cref="BadRequestException">Something in it cannot be carried out: each is named by its JSON path.</exception>
    public static (ContainerSpec Spec, IReadOnlyList<string> Notes) Map(
        ContainerRequest request, ContainerSpec asked, IsolationFeatures features)
    {
        var oci = request.Oci!;
        if (!oci.Bundle.StartsWith('/'))
            throw new BadRequestException("'oci.bundle' must be an absolute path");
        var (config, problems) = OciReader.Read(oci.Config);
        if (config is null)
            throw Refused(oci, problems);
        var mapped = OciMapper.Map(config, oci.Bundle, request.Name ?? "container", asked, features.Lsm);
        if (mapped.Problems.Count > 0)
            throw Refused(oci, mapped.Problems);
        var spec = mapped.Spec with
        {
            Hostname = request.Hostname ?? mapped.Spec.Hostname,
            WorkingDirectory = request.Workdir ?? mapped.Spec.WorkingDirectory,
            User = request.User ?? mapped.Spec.User,
            StopSignal = request.StopSignal ?? mapped.Spec.StopSignal,
        };
        return (spec, [.. mapped.Notes, .. config.Ignored.Select(unknown => $"{unknown}; it is ignored")]);
    }

    private static BadRequestException Refused(OciRequest oci, IReadOnlyList<OciProblem> problems) => new(
        $"{oci.Bundle}/config.json has {problems.Count} entries that cannot be carried out",
        string.Join('\n', problems),
        $"Change them; check the bundle with: orch config validate --oci {oci.Bundle}");
}
