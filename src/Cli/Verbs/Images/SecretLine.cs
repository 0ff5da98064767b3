namespace Orchestrator.Cli.Verbs.Images;

/// <summary>A line that is not shown while it is typed.</summary>
internal static class SecretLine
{
    public static string Read(TextWriter error, string prompt, TextReader input)
    {
        error.Write(prompt);
        if (Console.IsInputRedirected)
            return input.ReadLine() ?? "";
        var text = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }
        error.WriteLine();
        return text.ToString();
    }
}
