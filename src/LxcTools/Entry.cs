using Orchestrator.Client;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools;

/// <summary>From the name by which the program was called, or its first word, to a tool and its exit code.</summary>
internal static class Entry
{
    private const string Prefix = "lxc-";
    private const int Failed = 1;

    public static int Run(string calledAs, IReadOnlyList<string> words)
    {
        using var output = new StreamWriter(new StandardOutput(1), bufferSize: 8192);
        using var error = new StreamWriter(new StandardOutput(2), bufferSize: 256) { AutoFlush = true };
        return Run(calledAs, words, output, error);
    }

    public static int Run(string calledAs, IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        var name = Path.GetFileName(calledAs);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            if (words.Count == 0 || words[0] is "-?" or "--help")
            {
                output.WriteLine($"Usage: orch-lxc TOOL [OPTION...]\nTools: {string.Join(' ', ToolTable.All.Select(tool => tool.Name))}");
                return words.Count == 0 ? Failed : 0;
            }
            name = words[0].StartsWith(Prefix, StringComparison.Ordinal) ? words[0] : Prefix + words[0];
            words = [.. words.Skip(1)];
        }
        if (ToolTable.Find(name[Prefix.Length..]) is not { } tool)
        {
            error.WriteLine($"{name}: there is no such tool of LXC");
            return Failed;
        }
        return Run(tool, words, output, error);
    }

    private static int Run(Tool tool, IReadOnlyList<string> words, TextWriter output, TextWriter error)
    {
        try
        {
            using var call = Parser.Parse(tool, words, output, error);
            return call.Help is { } text ? Print(output, text) : tool.Run(call);
        }
        catch (UsageException wrong)
        {
            error.WriteLine($"lxc-{tool.Name}: {wrong.Message}");
            return Failed;
        }
        catch (ProblemException problem)
        {
            error.WriteLine($"lxc-{tool.Name}: {LxcDaemon.Text(problem.Problem)}");
            return Failed;
        }
        // Its reader has gone, as in `lxc-ls | head -1`.
        catch (IOException)
        {
            return Failed;
        }
    }

    private static int Print(TextWriter output, string text)
    {
        output.Write(text);
        return 0;
    }
}
