using System.Text;
using System.Text.Json;

namespace Orchestrator.Isolation.Seccomp.Policies.Json;

/// <summary>
/// Reads a JSON text into parts that know their place. A name given twice is an error: readers differ on which of the
/// two counts, and a profile must not mean two things.
/// </summary>
internal sealed class JsonText
{
    private const int MostDepth = 16;

    private readonly byte[] _bytes;
    private readonly List<int> _lines = [0];

    public JsonText(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        for (var i = 0; i < _bytes.Length; i++)
        {
            if (_bytes[i] == (byte)'\n')
                _lines.Add(i + 1);
        }
    }

    public (int Line, int Column) Place(int offset)
    {
        var line = _lines.BinarySearch(offset);
        if (line < 0)
            line = ~line - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(_bytes, _lines[line], offset - _lines[line]) + 1);
    }

    /// <summary>Null with one problem told if this is not JSON.</summary>
    public JsonPart? Parse(ProblemList problems)
    {
        var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { MaxDepth = MostDepth });
        try
        {
            reader.Read();
            var root = Value(ref reader, null, null, 0, problems);
            // What follows the value is an error of the reader's.
            while (reader.Read())
            {
            }
            return problems.HasErrors ? null : root;
        }
        catch (JsonException error)
        {
            var (line, column) = ((int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1);
            var message = error.Message;
            var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            problems.Error(line, column, $"this is no JSON: {(cut < 0 ? message : message[..cut])}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // An escape that makes no character, such as half a surrogate pair.
            var (line, column) = Place((int)reader.TokenStartIndex);
            problems.Error(line, column, "this string is no valid text");
            return null;
        }
    }

    private JsonPart Value(ref Utf8JsonReader reader, JsonPart? parent, string? key, int index, ProblemList problems)
    {
        var part = new JsonPart(reader.TokenType, (int)reader.TokenStartIndex, parent, key, index)
        {
            Text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => "",
            },
        };
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                var (line, column) = Place((int)reader.TokenStartIndex);
                reader.Read();
                if (!part.Members.TryAdd(name, Value(ref reader, part, name, 0, problems)))
                    problems.Error(line, column, $"'{(name.Length <= 60 ? name : name[..60])}' is given twice");
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                part.Items.Add(Value(ref reader, part, null, part.Items.Count, problems));
        }
        return part;
    }
}
