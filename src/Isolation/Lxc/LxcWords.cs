using System.Text;

namespace Orchestrator.Isolation.Lxc;

/// <summary>Splits a command at blanks; quotes keep blanks in a word, a backslash keeps the next character.</summary>
internal static class LxcWords
{
    public static bool TrySplit(string text, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        words = found;
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\\' && quote != '\'' && i + 1 < text.Length)
                (word ??= new StringBuilder()).Append(text[++i]);
            else if (quote != '\0' && letter == quote)
                quote = '\0';
            else if (quote == '\0' && letter is '"' or '\'' && quote == '\0')
                (quote, word) = (letter, word ?? new StringBuilder());
            else if (quote == '\0' && letter is ' ' or '\t' && quote == '\0')
                End(found, ref word);
            else
                (word ??= new StringBuilder()).Append(letter);
        }
        End(found, ref word);
        return quote == '\0';
    }

    private static void End(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
            words.Add(word.ToString());
        word = null;
    }
}
