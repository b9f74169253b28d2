"""`python -m sindikasi` is `sindikasi`."""

from sindikasi.cli import main

if __name__ == "__main__":
    main()
