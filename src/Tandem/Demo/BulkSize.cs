namespace Tandem.Demo;

/// <summary>How large a programme for measuring is, and which one.</summary>
public sealed record BulkSize(int Partners, int Deals, int Accounts, int Seed = 7);
