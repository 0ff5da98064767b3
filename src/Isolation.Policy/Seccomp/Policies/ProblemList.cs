namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>Problems of one text; not more than a user reads, whatever the text is.</summary>
internal sealed class ProblemList
{
    private const int Most = 100;

    private readonly List<PolicyProblem> _problems = [];

    public IReadOnlyList<PolicyProblem> All => _problems;

    public bool HasErrors { get; private set; }

    public void Error(int line, int column, string message) => Add(line, column, message, isError: true);

    public void Warn(int line, int column, string message) => Add(line, column, message, isError: false);

    private void Add(int line, int column, string message, bool isError)
    {
        // An error is never crowded out by warnings.
        if (_problems.Count < Most || (isError && !HasErrors))
            _problems.Add(new PolicyProblem(line, column, message, isError));
        HasErrors |= isError;
    }
}
