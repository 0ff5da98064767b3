using Orchestrator.Images.Store;

namespace Orchestrator.Images.Pulling;

/// <param name="Name">What now points at it.</param>
/// <param name="IsNew">False: the name pointed at it before, and nothing was fetched but its manifest.</param>
/// <param name="FetchedBytes">Of layers, as they were sent.</param>
public sealed record PulledImage(string Name, ImageRecord Image, bool IsNew, long FetchedBytes);
