using System.Text;

namespace Orchestrator.LxcTools.Parsing;

internal static class HelpText
{
    private const int Column = 28;

    public static string Of(Tool tool, IReadOnlyList<ToolOption> known)
    {
        var text = new StringBuilder(UsageOf(tool)).Append('\n').Append(tool.Summary).Append("\n\nOptions :\n");
        foreach (var option in known)
        {
            var words = $"  {(option.Short == ToolOption.None ? "    " : $"-{option.Short}, ")}--{option.Long}"
                + (option.Value is null ? "" : option.Optional ? $"[={option.Value}]" : $"={option.Value}");
            text.Append(words.PadRight(Column)).Append(words.Length >= Column ? " " : "").Append(option.Help).Append('\n');
        }
        return text.ToString();
    }

    public static string UsageOf(Tool tool) => $"Usage: lxc-{tool.Name} {tool.Usage}\n";
}
