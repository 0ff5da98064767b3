using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Images;

/// <summary>Body of <c>POST /v1/logins</c>. Nothing of it is recorded but registry and user.</summary>
/// <param name="Ca">PEM of authorities that vouch for this registry; kept for it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LoginRequest(string Registry, string? User, string? Password, bool Insecure = false, string? Ca = null);
