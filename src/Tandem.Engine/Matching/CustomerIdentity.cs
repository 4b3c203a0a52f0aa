namespace Tandem.Engine.Matching;

/// <summary>An end customer as somebody typed it: the company a partner means, before anyone knows whether it is known.</summary>
public sealed record CustomerIdentity(
    string Name,
    string? Domain,
    string? Country,
    string? City = null,
    string? PostalCode = null,
    string? RegistrationNumber = null,
    string? ParentName = null);
