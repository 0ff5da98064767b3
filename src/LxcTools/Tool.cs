using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools;

/// <summary>One of the lxc-* commands.</summary>
internal abstract class Tool
{
    /// <summary>Without <c>lxc-</c>.</summary>
    public abstract string Name { get; }

    public abstract string Summary { get; }

    /// <summary>What stands behind the name in its usage line.</summary>
    public virtual string Usage => "--name=NAME";

    public virtual IReadOnlyList<ToolOption> Options => [];

    /// <summary>It is about one container, whose name is wanted.</summary>
    public virtual bool NeedsName => true;

    public abstract int Run(ToolCall call);
}
