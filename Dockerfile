FROM python:3.11-slim

WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY bot bot
COPY slack_sandbox slack_sandbox
COPY migrations migrations
RUN pip install --no-cache-dir --constraint constraints.txt . && rm -rf /src

# The SQLite file and its key are made in the working directory: mount a volume here.
RUN useradd --system --home-dir /data heard && install -d -o heard -m 700 /data
USER heard
WORKDIR /data

# Inside a container nobody reaches 127.0.0.1; without a port mapping this is not reached either.
ENV HOST=0.0.0.0

EXPOSE 3000
ENTRYPOINT ["heard"]
CMD ["run"]
