using Orchestrator.Cli.Verbs;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Parsing;

/// <summary>
/// Reads a command line as Docker's does: options before or after operands, bundled short ones, and for verbs that
/// carry a payload everything after the first operand belongs to the payload. (System.CommandLine has no such stop,
/// and would take the <c>-e</c> of <c>orch run busybox ls -e</c> for its own.)
/// </summary>
internal static class Parser
{
    public static CommandLine Parse(IReadOnlyList<string> words, VerbTable verbs)
    {
        var arguments = new Arguments();
        var at = 0;
        var help = false;
        while (at < words.Count && words[at].StartsWith('-') && words[at].Length > 1)
        {
            if (words[at] is "-h" or "--help")
                (help, at) = (true, at + 1);
            else if (words[at] is "-v" or "--version" && at == words.Count - 1)
                return new CommandLine(verbs.Find("version")!, arguments, false);
            else
                at = Option(words, at, GlobalOptions.BeforeVerb, arguments, null);
        }
        if (at == words.Count)
            return new CommandLine(verbs.Help, arguments, help);
        var (verb, used) = Verb(words, at, verbs);
        at += used;
        var options = verb.AllOptions;
        while (at < words.Count)
        {
            var word = words[at];
            if (word == "--")
            {
                arguments.Operands.AddRange(words.Skip(at + 1));
                break;
            }
            if (word is "-h" or "--help" && !options.Any(o => o.Short == word))
                (help, at) = (true, at + 1);
            else if (word.Length > 1 && word[0] == '-')
                at = Option(words, at, options, arguments, verb);
            else if (arguments.Operands.Count == 0 && at + 1 < words.Count
                && verb.OptionsBehindOperand.Contains(words[at + 1].Split('=')[0]))
                arguments.Operands.Add(words[at++]);
            else if (verb.OperandsEndOptions && arguments.Operands.Count + 1 >= verb.FirstPayloadOperand)
            {
                arguments.Operands.AddRange(words.Skip(at));
                break;
            }
            else
                arguments.Operands.Add(words[at++]);
        }
        if (!help)
            CheckOperands(verb, arguments);
        return new CommandLine(verb, arguments, help);
    }

    private static (Verb Verb, int Used) Verb(IReadOnlyList<string> words, int at, VerbTable verbs)
    {
        if (at + 1 < words.Count && verbs.Find($"{words[at]} {words[at + 1]}") is { } pair)
            return (pair, 2);
        if (verbs.Find(words[at]) is { } single)
            return (single, 1);
        if (verbs.Group(words[at]) is { Count: > 0 } group)
        {
            if (at + 1 >= words.Count || words[at + 1] is "-h" or "--help")
                return (new GroupHelpVerb(words[at], group), words.Count - at);
            var inner = group.Select(v => v.Name[(words[at].Length + 1)..]).ToList();
            throw new UsageException(Unknown($"'{words[at]} {words[at + 1]}' is no orch command", words[at + 1], inner, words[at] + " "));
        }
        throw new UsageException(Unknown($"'{words[at]}' is no orch command", words[at], verbs.FirstWords, ""));
    }

    // Takes one option word and perhaps the next one as its value; gives the index after it.
    private static int Option(IReadOnlyList<string> words, int at, IReadOnlyList<Option> options, Arguments arguments, Verb? verb)
    {
        var word = words[at];
        if (word.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            var option = Find(options, o => o.Long == name)
                ?? throw new UsageException(Unknown($"unknown option {name}", name, [.. options.Select(o => o.Long)], ""), verb?.Name);
            if (equals >= 0)
            {
                Take(arguments, option, word[(equals + 1)..], verb);
                return at + 1;
            }
            return Value(words, at, option, arguments, verb);
        }
        for (var i = 1; i < word.Length; i++)
        {
            var name = "-" + word[i];
            var option = Find(options, o => o.Short == name)
                ?? throw new UsageException(
                    word.Length == 2 ? $"unknown option {name}" : $"unknown option {name} in {word}", verb?.Name);
            if (!option.TakesValue)
            {
                arguments.Add(option, "true");
                continue;
            }
            if (i == word.Length - 1)
                return Value(words, at, option, arguments, verb);
            Take(arguments, option, word[(word[i + 1] == '=' ? i + 2 : i + 1)..], verb);
            break;
        }
        return at + 1;
    }

    private static int Value(IReadOnlyList<string> words, int at, Option option, Arguments arguments, Verb? verb)
    {
        if (!option.TakesValue)
        {
            arguments.Add(option, "true");
            return at + 1;
        }
        if (at + 1 >= words.Count)
            throw new UsageException($"{words[at]} wants a value: {option.Long} {option.Value}", verb?.Name);
        Take(arguments, option, words[at + 1], verb);
        return at + 2;
    }

    private static void Take(Arguments arguments, Option option, string value, Verb? verb)
    {
        if (!option.TakesValue && value is not ("true" or "false"))
            throw new UsageException($"{option.Long} takes no value", verb?.Name);
        if (option is { Open: false, Choices: { } choices } && !choices.Contains(value))
            throw new UsageException(
                $"{option.Long} must be one of {string.Join(", ", choices)}, not '{value}'", verb?.Name);
        arguments.Add(option, value);
    }

    private static void CheckOperands(Verb verb, Arguments arguments)
    {
        var count = arguments.Operands.Count;
        if (count < verb.MinOperands)
            throw new UsageException($"orch {verb.Name} wants {verb.Operands}", verb.Name);
        if (count > verb.MaxOperands)
            throw new UsageException(
                verb.MaxOperands == 0
                    ? $"orch {verb.Name} takes no argument, but got '{arguments.Operands[0]}'"
                    : $"orch {verb.Name} takes {verb.Operands}; '{arguments.Operands[verb.MaxOperands]}' is too much",
                verb.Name);
    }

    private static Option? Find(IReadOnlyList<Option> options, Predicate<Option> fits)
    {
        foreach (var option in options)
            if (fits(option))
                return option;
        return null;
    }

    private static string Unknown(string what, string word, IEnumerable<string> known, string prefix) =>
        Suggestion.For(word, known) is { } near ? $"{what}; did you mean '{prefix}{near}'?" : what;
}
