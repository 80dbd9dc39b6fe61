"""The shortest way to such a report without a database: a notebook that asks DuckDB four questions of the CSV files and draws four
charts with Matplotlib, run by nbclient, and exported as HTML. `make bench-peer` compares its time with ours.

python report.py CSV_FOLDER OUTPUT_FOLDER
"""

import pathlib
import sys

QUERIES = {
    "months": "select strftime(sold_on, '%Y-%m') as month, store, sum(amount) as revenue from sales group by all order by all",
    "articles": """
        select store, article, sum(amount) as revenue from sales group by store, article
        qualify row_number() over (partition by store order by revenue desc, article) <= 5
        order by store, revenue desc""",
    "cashiers": "select store, cashier, sum(amount) as revenue from sales group by all order by revenue",
    "hours": "select hour(sold_at) as hour, store, sum(amount) as revenue from sales group by all order by all",
}


def read(folder):
    """Gives the four results as data frames."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"create table sales as select * from read_csv('{folder}/*.csv', types = {{'amount': 'decimal(20, 2)'}})")
    return {name: connection.execute(query).df().astype({"revenue": float}) for name, query in QUERIES.items()}


def draw(tables):
    """Shows a chart for each result: bars, stacked bars, sorted bars and areas."""
    import matplotlib.pyplot as plt

    spread = {
        "months": tables["months"].pivot(index="month", columns="store", values="revenue").plot.bar,
        "articles": tables["articles"].pivot(index="article", columns="store", values="revenue").plot.bar,
        "cashiers": tables["cashiers"].set_index("cashier").plot.bar,
        "hours": tables["hours"].pivot(index="hour", columns="store", values="revenue").plot.area,
    }
    for name, plot in spread.items():
        plot(figsize=(15, 7), title=name, **({"stacked": True} if name == "articles" else {}))
        plt.show()
        plt.close()


def main(folder, output):
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    here = str(pathlib.Path(__file__).resolve().parent)
    sources = [
        f"import sys; sys.path.insert(0, {here!r}); import report\n%matplotlib inline",
        f"tables = report.read({folder!r}); {{name: len(table) for name, table in tables.items()}}",
        "report.draw(tables)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    pathlib.Path(output).mkdir(parents=True, exist_ok=True)
    # nothing is fetched while it is printed
    exporter = HTMLExporter(mathjax_url="", require_js_url="", mermaid_js_url="")
    (pathlib.Path(output) / "report.html").write_text(exporter.from_notebook_node(notebook)[0])


if __name__ == "__main__":
    main(*sys.argv[1:3])
