namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Tells the thread that writes that the other one has failed, which reports it.</summary>
internal sealed class StreamFailedException(Exception cause) : Exception(cause.Message, cause);
