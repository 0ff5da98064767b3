using System.Text;
using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Completions;

internal static class FishCompletion
{
    public static string Script(VerbTable verbs)
    {
        var script = new StringBuilder("# fish completion of orch; load it with: orch completion fish | source\n");
        foreach (var (word, verb) in CompletionWords.Single(verbs))
        {
            script.Append($"complete -c orch -n __fish_use_subcommand -f -a {word} -d '{Quote(verb.Summary)}'\n");
            if (CompletionWords.TakesContainers(verb))
                script.Append($"complete -c orch -n '__fish_seen_subcommand_from {word}' -f -a '(orch ps -aq 2>/dev/null)'\n");
            Options(script, $"__fish_seen_subcommand_from {word}", verb);
        }
        foreach (var (group, members) in CompletionWords.Groups(verbs))
        {
            script.Append($"complete -c orch -n __fish_use_subcommand -f -a {group}\n");
            foreach (var (word, verb) in members)
            {
                script.Append($"complete -c orch -n '__fish_seen_subcommand_from {group}' -f -a {word} -d '{Quote(verb.Summary)}'\n");
                Options(script, $"__fish_seen_subcommand_from {group}; and __fish_seen_subcommand_from {word}", verb);
            }
        }
        return script.ToString();
    }

    private static void Options(StringBuilder script, string condition, Verb verb)
    {
        foreach (var option in verb.AllOptions)
            script.Append(
                $"complete -c orch -n '{condition}' -l {option.Long[2..]}{(option.Short is null ? "" : $" -s {option.Short[1..]}")}"
                + $"{(option.TakesValue ? " -r" : "")} -d '{Quote(option.Help)}'\n");
    }

    private static string Quote(string text) => text.Replace("\\", "\\\\").Replace("'", "\\'");
}
