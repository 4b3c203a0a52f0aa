var app = WebApplication.CreateBuilder(args).Build(); app.MapGet("/", () => "Tandem"); app.Run(); public partial class Program;
