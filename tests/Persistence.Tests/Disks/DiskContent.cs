namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>One file's bytes.</summary>
internal sealed class DiskContent
{
    private byte[] _bytes = [];

    public bool Exists { get; private set; }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        Exists = true;
        int end = (int)offset + data.Length;
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
        if (end > Length)
        {
            // A hole reads as zeros, not as what was there before a truncation.
            if (offset > Length)
                _bytes.AsSpan(Length, (int)offset - Length).Clear();
            Length = end;
        }
        data.CopyTo(_bytes.AsSpan((int)offset));
    }

    public void Truncate(long length)
    {
        Exists = true;
        if (length > Length)
            Write(Length, new byte[length - Length]);
        Length = (int)length;
    }

    public void Remove()
    {
        Exists = false;
        Length = 0;
    }

    public void Apply(DiskOp op)
    {
        if (op.Error != 0)
            return;
        switch (op.Call)
        {
            case DiskCall.Write:
                Write(op.Offset, op.Data.Span);
                break;
            case DiskCall.Truncate:
                Truncate(op.Offset);
                break;
            case DiskCall.Unlink:
                Remove();
                break;
        }
    }

    public DiskContent Copy() => new() { _bytes = Bytes.ToArray(), Length = Length, Exists = Exists };
}
