using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs;

/// <summary>One command of the command line.</summary>
internal abstract class Verb
{
    /// <summary>One word, or two for a group: <c>fleet freeze</c>.</summary>
    public abstract string Name { get; }

    public virtual IReadOnlyList<string> Aliases => [];

    public abstract string Summary { get; }

    /// <summary>Operands as the usage line shows them.</summary>
    public virtual string Operands => "";

    public virtual int MinOperands => 0;

    public virtual int MaxOperands => 0;

    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>Words after the operand numbered <see cref="FirstPayloadOperand"/> are the payload's, dashes included.</summary>
    public virtual bool OperandsEndOptions => false;

    public virtual int FirstPayloadOperand => 1;

    /// <summary>Options that may also follow the first operand, and others after them; no program is called so.</summary>
    public virtual IReadOnlyList<string> OptionsBehindOperand => [];

    public IReadOnlyList<Option> AllOptions => field ??= [.. Options, .. GlobalOptions.BeforeVerb];

    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(Invocation call);
}
