using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>What the layers below show at a path, and the descriptor of the layer that it is of.</summary>
internal readonly record struct LowerEntry(int Layer, EntryStatus Status);
