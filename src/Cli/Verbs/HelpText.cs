namespace Orchestrator.Cli.Verbs;

internal static class HelpText
{
    public static void OfAll(TextWriter writer, VerbTable verbs)
    {
        writer.Write("orch runs containers and batches of jobs on this machine.\n\n");
        writer.Write("Usage: orch [--root DIR] COMMAND [OPTIONS]\n\nCommands:\n");
        List(writer, verbs.All);
        writer.Write("\nOne command: orch COMMAND --help\n");
    }

    public static void OfGroup(TextWriter writer, string group, IReadOnlyList<Verb> verbs)
    {
        writer.Write($"Usage: orch {group} COMMAND [OPTIONS]\n\nCommands:\n");
        List(writer, verbs);
    }

    public static void OfVerb(TextWriter writer, Verb verb)
    {
        if (verb is HelpVerb or GroupHelpVerb)
        {
            verb.RunAsync(new Invocation(new Parsing.Arguments(), new Surroundings { Out = writer, Error = writer })).GetAwaiter().GetResult();
            return;
        }
        writer.Write($"{verb.Summary}\n\nUsage: orch {verb.Name} [OPTIONS]{(verb.Operands.Length == 0 ? "" : " " + verb.Operands)}\n");
        if (verb.Aliases.Count > 0)
            writer.Write($"Also: {string.Join(", ", verb.Aliases)}\n");
        writer.Write("\nOptions:\n");
        var lines = verb.AllOptions
            .Select(o => ($"  {(o.Short is null ? "    " : o.Short + ", ")}{o.Long}{(o.Value is null ? "" : " " + o.Value)}", o.Help))
            .ToList();
        var width = lines.Max(l => l.Item1.Length);
        foreach (var (left, help) in lines)
            writer.Write($"{left.PadRight(width)}   {help}\n");
    }

    private static void List(TextWriter writer, IReadOnlyList<Verb> verbs)
    {
        var width = verbs.Max(v => v.Name.Length);
        foreach (var verb in verbs)
            writer.Write($"  {verb.Name.PadRight(width)}   {verb.Summary}\n");
    }
}
