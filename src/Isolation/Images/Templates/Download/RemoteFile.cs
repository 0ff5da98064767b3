namespace Orchestrator.Isolation.Images.Templates.Download;

/// <param name="Path">On the server, without a slash in front.</param>
/// <param name="Sha256">As the server's list says; what is fetched must have it.</param>
internal sealed record RemoteFile(string Path, string Sha256);
