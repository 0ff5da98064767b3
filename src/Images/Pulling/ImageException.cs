namespace Orchestrator.Images.Pulling;

/// <summary>An image cannot be taken, made or given; the message is whole sentences for the user.</summary>
public sealed class ImageException(string message, Exception? inner = null) : Exception(message, inner);
