namespace Tandem.Identity;

/// <summary>Which of the two sides of a partnership owes something, or is measured.</summary>
public enum Side { Partner, Vendor }
