using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>An OCI bundle. The client reads its config.json, so that the caller's rights decide.</summary>
/// <param name="Bundle">Absolute path of the bundle's folder; relative paths in the configuration begin there.</param>
/// <param name="Config">The text of its config.json.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OciRequest(string Bundle, string Config);
