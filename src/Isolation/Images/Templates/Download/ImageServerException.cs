namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>The message is for the user.</summary>
internal sealed class ImageServerException(string message) : Exception(message);
