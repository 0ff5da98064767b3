namespace Orchestrator.Images.Layers.Tar;

/// <summary>What an entry of an archive is.</summary>
internal enum EntryType
{
    File,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}
