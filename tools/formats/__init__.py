"""The committee formats, each as the Word document that a clerk can then edit."""
