namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Names of an archive as paths from the layer's root, as bytes.</summary>
internal static class LayerPath
{
    /// <summary>PATH_MAX without its NUL: no process could name a longer one.</summary>
    public const int MostBytes = 4095;

    /// <summary>
    /// The path without leading slashes, <c>.</c> and empty parts; <c>..</c> takes the part before it away, and above the
    /// root means the root. A NUL ends it, as system calls want it; nothing before that: the root itself.
    /// </summary>
    public static byte[] Clean(ReadOnlySpan<byte> name, int mostParts)
    {
        if (name.Length > MostBytes)
            throw new LayerException(UnpackProblemKind.Limit, $"a name is {name.Length} bytes long; at most {MostBytes} can be used");
        if (IsClean(name))
        {
            CheckDepth(name, mostParts);
            return [.. name, 0];
        }
        var result = new byte[name.Length + 1];
        var length = 0;
        foreach (var range in name.Split((byte)'/'))
        {
            var part = name[range];
            if (part.IsEmpty || part.SequenceEqual("."u8))
                continue;
            if (part.SequenceEqual(".."u8))
            {
                length = Math.Max(0, result.AsSpan(0, length).LastIndexOf((byte)'/'));
                continue;
            }
            if (length > 0)
                result[length++] = (byte)'/';
            part.CopyTo(result.AsSpan(length));
            length += part.Length;
        }
        CheckDepth(result.AsSpan(0, length), mostParts);
        result[length] = 0;
        return result[..(length + 1)];
    }

    /// <summary>Parent and last part of a path without a slash at its end.</summary>
    public static (int ParentLength, int NameStart) Split(ReadOnlySpan<byte> path)
    {
        var slash = path.LastIndexOf((byte)'/');
        return slash < 0 ? (0, 0) : (slash, slash + 1);
    }

    private static bool IsClean(ReadOnlySpan<byte> name) =>
        name.Length > 0 && name[0] is not ((byte)'/' or (byte)'.') && name[^1] != '/'
        && name.IndexOf("//"u8) < 0 && name.IndexOf("/."u8) < 0;

    private static void CheckDepth(ReadOnlySpan<byte> path, int mostParts)
    {
        if (path.Count((byte)'/') >= mostParts)
            throw new LayerException(UnpackProblemKind.Limit, $"a path has more than {mostParts} parts, the limit of a layer: {Tar.TarEntry.Text(path)}");
    }
}
