using System;

namespace CosmosNvme.Shell.Reports;

/// <summary>Somebody who reads pages has seen enough.</summary>
internal sealed class PagesEndedException : Exception;
