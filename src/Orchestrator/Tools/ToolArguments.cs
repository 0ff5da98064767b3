using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Startup;

namespace Orchestrator.Daemon.Tools;

/// <summary>
/// <c>orchd audit verify --root DIR --file F</c>: what <c>orch</c> has done by this program when no daemon answers or
/// none is needed. <c>orch</c> is the door for people; these words are between the two.
/// </summary>
internal sealed class ToolArguments
{
    private const int Usage = 2;

    private readonly List<(string Name, string Value)> _options = [];

    private ToolArguments(string tool) => Tool = tool;

    public string Tool { get; }

    public RootLayout Layout => RootLayout.Of(Get("--root") ?? Environment.GetEnvironmentVariable("ORCH_ROOT"));

    /// <summary>Null: the words begin with no tool's name, it is the daemon that is wanted.</summary>
    /// <exception cref="StartException">An option lacks its value.</exception>
    public static ToolArguments? Parse(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || words[0].StartsWith('-'))
            return null;
        var names = words.TakeWhile(word => !word.StartsWith('-')).ToList();
        var arguments = new ToolArguments(string.Join(' ', names));
        for (var i = names.Count; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
                throw new StartException($"'{words[i]}' wants to be an option with a value", Usage);
            arguments._options.Add((words[i], words[i + 1]));
        }
        return arguments;
    }

    public string? Get(string name) => All(name).LastOrDefault();

    public string Need(string name) => Get(name) ?? throw new StartException($"{Tool} wants {name}", Usage);

    public IEnumerable<string> All(string name) => _options.Where(option => option.Name == name).Select(option => option.Value);

    /// <exception cref="StartException">There is another option.</exception>
    public void Allow(params string[] names)
    {
        foreach (var (name, _) in _options)
            if (name != "--root" && !names.Contains(name))
                throw new StartException($"{Tool} knows no option {name}", Usage);
    }
}
