namespace Orchestrator.Isolation.Storage.Files;

/// <summary>What lies at a path.</summary>
public enum FileKind
{
    File,
    Directory,
    Link,
    Other,
}
