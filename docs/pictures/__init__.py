"""The pictures of the console in docs/console: a world that is the same each time, its pages, and a browser that draws them."""
