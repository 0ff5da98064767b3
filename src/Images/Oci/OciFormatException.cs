namespace Orchestrator.Images.Oci;

/// <summary>A document of an image is not what it must be; the message is a sentence for the user.</summary>
public sealed class OciFormatException(string message) : Exception(message);
