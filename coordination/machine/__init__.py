"""The machine under the portal: processes, the embedded Redis, and (in prepare/) what is installed first."""
