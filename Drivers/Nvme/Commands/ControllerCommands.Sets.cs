namespace CosmosNvme.Nvme;

/// <content>This part: the commands of namespaces.</content>
public sealed partial class ControllerCommands
{
    /// <summary>The NVM command set on a namespace, whether it serves as a disk or not.</summary>
    /// <param name="namespaceId">NSID.</param>
    /// <param name="commands">Null unless the answer is a success.</param>
    public NvmeAnswer Namespace(uint namespaceId, out NamespaceCommands? commands)
    {
        commands = null;
        NvmeAnswer answer = ReadNamespace(namespaceId, out IdentifyNamespace? identify);
        if (!answer.IsSuccess)
        {
            return answer;
        }

        if (identify!.Size == 0)
        {
            return NvmeAnswer.NotSent($"namespace {namespaceId} is not active on this controller");
        }

        commands = new NamespaceCommands(this, namespaceId, identify);
        return answer;
    }

    /// <summary>The zoned command set on a namespace.</summary>
    /// <param name="namespaceId">NSID.</param>
    /// <param name="zones">Null unless the answer is a success.</param>
    public NvmeAnswer Zones(uint namespaceId, out ZoneCommands? zones)
    {
        zones = null;
        NvmeAnswer answer = Namespace(namespaceId, out NamespaceCommands? commands);
        if (!answer.IsSuccess)
        {
            return answer;
        }

        answer = ReadDescriptors(namespaceId, out NamespaceDescriptors? descriptors);
        if (!answer.IsSuccess)
        {
            return answer;
        }

        if (descriptors!.CommandSet != NvmeNamespace.ZonedCommandSet)
        {
            return NvmeAnswer.NotSent($"namespace {namespaceId} is not zoned: its I/O command set is number {descriptors.CommandSet}");
        }

        zones = new ZoneCommands(this, commands!);
        return answer;
    }
}
