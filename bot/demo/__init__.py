"""The team that lives in the demo: simulation, script, cast, narrator; the sandbox alone, too."""
