using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Orchestrator.Contracts.Yaml;

/// <summary>
/// Builds a tree with positions from YamlDotNet's event stream; no reflection, so it works under NativeAOT.
/// Anchors may be used, but a bounded number of nodes comes out of them (the "billion laughs" document).
/// </summary>
public sealed class YamlReader
{
    private const int MaxNodes = 200_000;
    private const int MaxDepth = 32;

    private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader()
    {
    }

    /// <summary>Null for an empty document.</summary>
    /// <exception cref="YamlSyntaxException">The text cannot be read.</exception>
    public static YamlNode? Read(TextReader text)
    {
        try
        {
            return new YamlReader().Document(new Parser(text));
        }
        catch (YamlException error)
        {
            var message = error.InnerException is null ? error.Message : $"{error.Message} ({error.InnerException.Message})";
            throw new YamlSyntaxException(error.Start.Line, error.Start.Column, message);
        }
    }

    private YamlNode? Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            return null;
        var root = Node(parser, 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            throw new YamlSyntaxException(second.Start.Line, second.Start.Column, "a second document begins here; one file holds one document");
        return root;
    }

    private YamlNode Node(Parser parser, int depth)
    {
        var start = _nodes;
        var next = parser.Current ?? throw new YamlSyntaxException(0, 0, "the file ends too early");
        Count(next.Start, 1);
        if (depth > MaxDepth)
            throw new YamlSyntaxException(next.Start.Line, next.Start.Column, $"nested deeper than {MaxDepth} levels");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Alias(alias);
        var anchor = next is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        YamlNode node;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            node = new YamlScalar(scalar.Start.Line, scalar.Start.Column, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }
        else if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Node(parser, depth + 1));
            node = new YamlSequence(sequence.Start.Line, sequence.Start.Column, items);
        }
        else
        {
            node = Mapping(parser, parser.Consume<MappingStart>(), depth);
        }
        if (anchor is not null)
            _anchors[anchor] = (node, _nodes - start);
        return node;
    }

    private YamlMapping Mapping(Parser parser, MappingStart start, int depth)
    {
        var entries = new List<KeyValuePair<YamlScalar, YamlNode>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(parser, depth + 1) is not YamlScalar key)
                throw new YamlSyntaxException(start.Start.Line, start.Start.Column, "a key must be a single value");
            if (entries.Find(e => e.Key.Value == key.Value) is { Key: { } first })
                throw new YamlSyntaxException(key.Line, key.Column, $"'{key.Value}' is given twice; the first time in line {first.Line}");
            entries.Add(new(key, Node(parser, depth + 1)));
        }
        return new YamlMapping(start.Start.Line, start.Start.Column, entries);
    }

    private YamlNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var known))
            throw new YamlSyntaxException(alias.Start.Line, alias.Start.Column, $"there is no anchor '&{alias.Value.Value}' before this line");
        Count(alias.Start, known.Size);
        return known.Node;
    }

    private void Count(Mark at, int more)
    {
        _nodes += more;
        if (_nodes > MaxNodes)
            throw new YamlSyntaxException(at.Line, at.Column, $"the document has more than {MaxNodes} values");
    }
}
