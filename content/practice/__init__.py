"""Practice tasks: things to do on a simulated phone, judged by what was done. Pure: data and checks, no Django."""
