namespace Orchestrator.Images.Registry;

/// <summary>Who one is to a registry. ToString does not tell the secret.</summary>
/// <param name="IdentityToken">A refresh token instead of a password (distribution, OAuth2).</param>
public sealed record RegistryLogin(string User, string Password, string? IdentityToken = null)
{
    public override string ToString() => User;
}
